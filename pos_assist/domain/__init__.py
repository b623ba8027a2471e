"""What a shop sells and what a customer buys: frozen values, standard library only, no I/O and no clock."""
