"""Answers kept at hand between requests, as many as fit into a bound."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import update_wrapper
from threading import Lock, RLock
from typing import Any, Generic, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


class Kept(Generic[Asked, Answer]):
    """A function whose answers are kept, those used last the longest, while they weigh no more than `most`.

    `weight` says what one answer weighs. The latest answer stays whatever it weighs, alone if need be. Threads
    that ask for the same wait for the first of them instead of working out the same beside it.
    """

    def __init__(self, function: Callable[Asked, Answer], most: int, weight: Callable[[Answer], int]) -> None:
        self._function, self._most, self._weight = function, most, weight
        self._answers: OrderedDict[Hashable, tuple[Answer, int]] = OrderedDict()
        self._under_way: dict[Hashable, RLock] = {}
        self._lock = Lock()
        update_wrapper(self, function)

    def __call__(self, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        """The answer, kept or worked out now."""
        key = (args, tuple(sorted(kwargs.items())))
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key][0]
            turn = self._under_way.setdefault(key, RLock())
        with turn:
            with self._lock:
                if key in self._answers:
                    return self._answers[key][0]
            try:
                answer = self._function(*args, **kwargs)
                self._keep(key, answer)
            finally:
                with self._lock:
                    self._under_way.pop(key, None)
        return answer

    def at_hand(self, *args: Asked.args, **kwargs: Asked.kwargs) -> bool:
        """Whether the answer need not be worked out."""
        return (args, tuple(sorted(kwargs.items()))) in self._answers

    def give(self, answer: Answer, *args: Asked.args, **kwargs: Asked.kwargs) -> None:
        """Keep an answer that was worked out elsewhere, together with others."""
        self._keep((args, tuple(sorted(kwargs.items()))), answer)

    def clear_kept(self) -> None:
        """Keep nothing of what was worked out."""
        with self._lock:
            self._answers.clear()

    @property
    def weight_kept(self) -> int:
        """What all the answers kept weigh together."""
        return sum(weight for _, weight in self._answers.values())

    def _keep(self, key: Hashable, answer: Answer) -> None:
        with self._lock:
            self._answers[key] = (answer, self._weight(answer))
            while len(self._answers) > 1 and self.weight_kept > self._most:
                self._answers.popitem(last=False)


def kept(most: int, weight: Callable[[Any], int]) -> Callable[[Callable[Asked, Answer]], Kept[Asked, Answer]]:
    """Keep the answers of a function of hashable arguments (see `Kept`)."""
    return lambda function: Kept(function, most, weight)
