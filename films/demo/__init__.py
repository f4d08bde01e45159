"""The demo catalogue: readable files, one per film, in the format that `films.demo.format` describes."""

from films.demo.load import load_demo

__all__ = ["load_demo"]
