"""What a person may say to an emulated device: one line, a word and its arguments."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
Do = Callable[[Sequence[str]], None]


class NotUnderstood(Exception):
    """A line that is no command; the text says what would be."""


@dataclass(frozen=True, slots=True)
class Word:
    """A command. `usage` is what follows the word."""

    usage: str
    about: str
    do: Do


Words = dict[str, Word]


def obey(words: Words, line: str) -> None:
    """Do what the line says; raises `NotUnderstood`."""
    name, *arguments = line.split()
    if name not in words:
        raise NotUnderstood(f"unknown command {name!r}; `help` lists them")
    try:
        words[name].do(arguments)
    except (ValueError, IndexError) as error:
        raise NotUnderstood(f"usage: {name} {words[name].usage}") from error


def told(words: Words) -> str:
    """Return all commands, a line each."""
    return "\n".join(f"  {f'{name} {word.usage}':<28}{word.about}" for name, word in words.items())


def switch(arguments: Sequence[str]) -> bool:
    """Read `on` or `off`; nothing is on."""
    return one_of(arguments or ["on"], {"on": True, "off": False})


def one_of(arguments: Sequence[str], choices: dict[str, T]) -> T:
    """Read one of the words."""
    (word,) = arguments
    if word not in choices:
        raise ValueError(word)
    return choices[word]


def plainly(do: Callable[[], None]) -> Do:
    """Return a command that takes no arguments."""

    def without_arguments(arguments: Sequence[str]) -> None:
        () = arguments
        do()

    return without_arguments
