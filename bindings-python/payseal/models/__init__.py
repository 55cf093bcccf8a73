"""The models of the partners' answers, one module for each partner."""
