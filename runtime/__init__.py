"""Shells every process shares: asyncio islands, NATS link, embedded broker, clock, signals, logs.

Imports nothing of ours.
"""
