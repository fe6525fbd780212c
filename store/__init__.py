"""The store server: takes in what the lanes publish, once each and in order, and keeps the books."""
