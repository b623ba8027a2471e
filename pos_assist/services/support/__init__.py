"""What a helper is told about the program: its versions, its parts and their licences, a report about a fault."""
