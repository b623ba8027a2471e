"""Facts about the program for support: its versions, its parts and their licences, a report about a fault."""
