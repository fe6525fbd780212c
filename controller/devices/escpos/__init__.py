"""ESC/POS, the language of receipt printers and of the drawers behind them."""
