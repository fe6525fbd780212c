"""The lane controller: devices -> lane loop -> domain -> pricing, a journal before every effect."""
