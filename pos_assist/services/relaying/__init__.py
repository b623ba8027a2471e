"""The relay as a shop has it set up: its plan and its state, as files beside the shop; the program that runs by them."""
