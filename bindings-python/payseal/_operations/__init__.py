"""The methods of the clients, a module for each partner. They are generated."""
