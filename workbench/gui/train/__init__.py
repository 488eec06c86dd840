"""The Train page: starting runs and watching them learn."""
