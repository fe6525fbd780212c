"""The languages scales speak: one file a protocol, each with its codec and its command bytes. All pure."""
