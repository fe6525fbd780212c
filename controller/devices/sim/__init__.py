"""Devices emulated on the wire, for the demo, the tests and the bench.

Written from the protocol tables (docs/devices), not from our codecs: emulator and driver share no parser.
"""
