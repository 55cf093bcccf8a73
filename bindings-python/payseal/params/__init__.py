"""The objects within requests, as types for type checkers: a module for each partner that has some."""
