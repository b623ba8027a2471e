"""Following the orders of another register: its orders priced, suggested for, learned from and reported like our own."""
