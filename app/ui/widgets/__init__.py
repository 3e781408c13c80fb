"""Views over the models: the lists of requirements and of current functions."""
