"""One second opinion on one attempt: prepared once, shown as it is, and sent as it was shown."""

import hashlib
import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from sdcoach.coach.client import Client
from sdcoach.coach.judge import PROMPT, Asking, judge, prepare
from sdcoach.coach.material import Material, material
from sdcoach.coach.profiles import Profile, host_of, is_loopback
from sdcoach.coach.prompts import load_prompt
from sdcoach.coach.report import payload
from sdcoach.coach.request import Request
from sdcoach.coach.structured import Turn
from sdcoach.errors import StateError
from sdcoach.interview.state import State
from sdcoach.scoring.debrief import Debrief

LATER = (
    "A host that takes no JSON schema is asked once more with the schema in the text, and an "
    "answer that cannot be used is sent back once to be corrected."
)
"""What may follow the requests that were prepared."""
TURNS: dict[Turn, str] = {"first": "", "repair": "to be corrected", "lower": "in a simpler form"}
"""Why something is asked once more, in words."""
_NONCE_LENGTH = 8


class Feedback(NamedTuple):
    """What is about to be asked about one attempt.

    Attributes:
        profile: Whom.
        debrief: The attempt, read for scoring.
        given: What the judge is given of it.
        asking: The requests.
    """

    profile: Profile
    debrief: Debrief
    given: Material
    asking: Asking

    @property
    def size(self) -> str:
        """How much goes where, in words; money only by the user's own price."""
        where = "stays on this machine" if is_loopback(self.profile) else "leaves this machine"
        words = f"about {self.asking.tokens:,} tokens to {host_of(self.profile)}; it {where}"
        if self.profile.price is not None:
            cost = self.asking.tokens / 1e6 * self.profile.price.input
            words += f"; by your price {cost:.4f} to send"
        return words

    async def send(
        self,
        client: Client,
        *,
        on_wait: Callable[[float], None] | None = None,
        on_turn: Callable[[int, int, Turn], None] | None = None,
        on_request: Callable[[Request], None] | None = None,
    ) -> dict[str, Any]:
        """Ask, and return the payload of a `coached` event.

        Args:
            client: Connected to the same profile.
            on_wait: As in `judge`.
            on_turn: As in `judge`.
            on_request: As in `judge`.

        Raises:
            Fault: When there is no report; nothing is lost.
        """
        told = await judge(
            client,
            self.asking,
            self.given,
            self.debrief.rubric,
            rubric_hash=self.debrief.evidence.words.state.rubric_hash,
            on_wait=on_wait,
            on_turn=on_turn,
            on_request=on_request,
        )
        return {"id": uuid.uuid4().hex, **payload(told)}


def open_feedback(
    profile: Profile, debrief: Debrief, *, origin: str, again: bool = False
) -> Feedback:
    """Prepare a second opinion. Takes a moment: call it off the event loop.

    Args:
        profile: Whom to ask.
        debrief: The attempt, read for scoring.
        origin: UUID of this installation; no author of notes knows it, so that it makes fences
            that none of them can close, the same ones whenever the same request is prepared.
        again: Ask three times and take the level in the middle.

    Raises:
        StateError: When the attempt is not scored, or too little of it is the candidate's own.
        ContentError: When the prompt's file cannot be used.
        Fault: When the material does not fit into the model's context.
    """
    state = debrief.evidence.words.state
    require_scored(state)
    given = material(debrief)
    secret = f"{origin}\n{state.attempt}\n{len(state.reports)}\n{given.source.notes}"
    nonce = hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()[:_NONCE_LENGTH]
    asking = prepare(profile, load_prompt(PROMPT), given, again=again, nonce=nonce)
    return Feedback(profile, debrief, given, asking)


def require_scored(state: State) -> None:
    """Refuse an opinion before the candidate's own: judging oneself is the exercise.

    Raises:
        StateError: When the attempt is under way, abandoned or not yet scored.
    """
    if not state.over:
        hint = f"`sdcoach resume {state.attempt[:8]}` goes on with it, to its end."
        raise StateError("This interview has not ended.", hint=hint)
    if state.sprint is None and not state.scores:
        hint = f"`sdcoach score {state.attempt[:8]}` takes your own levels."
        raise StateError("Your own scores come first.", hint=hint)
