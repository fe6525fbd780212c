"""The top: command line, demo, replay. The only package that composes lane, store and emulated devices."""
