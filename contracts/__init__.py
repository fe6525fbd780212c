"""Wire types every Lanewise process shares: envelope, events, view, price book, subjects. Imports nothing of ours."""
