"""Find words in a posting that talk to a language model instead of a person.

Nothing is obeyed either way: a posting travels as data. The report is for the user.
"""

from __future__ import annotations

import re

_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,40}?\b(?:previous|prior|above|earlier|all|any|your|system|these)\b"
    r"[^.\n]{0,30}?\b(?:instructions?|prompts?|rules?|directions?|guidelines?|messages?)\b[^.\n]*"
    r"|\byou are (?:now )?(?:an? )?(?:ai|assistant|chatgpt|gpt|language model|dan|llm)\b[^.\n]*"
    r"|\b(?:system|developer) (?:prompt|message)\b[^.\n]*"
    r"|\b(?:if you are|as) an? (?:ai|llm|language model|bot|large language model)\b[^.\n]*"
    r"|\b(?:reply|respond|answer|start|begin|end) (?:only )?with (?:the (?:word|phrase|text|system)|exactly|\"|“|')[^.\n]*"
    r"|\b(?:reveal|print|repeat|output|show|send)\b[^.\n]{0,30}\b(?:prompt|instructions|api key|secret|password|system)\b[^.\n]*"
    r"|\b(?:rate|rank|score|recommend) this candidate\b[^.\n]*"
    r"|\bdo not (?:tell|mention|reveal|inform)\b[^.\n]{0,40}\b(?:user|candidate|applicant|human)\b[^.\n]*"
    r"|<\|?(?:im_start|im_end|system|assistant|endoftext)\|?>|\[/?INST\]|###\s*(?:system|instruction)[^\n]*"
    r"|\b(?:ignoriere|vergiss|missachte)\b[^.\n]{0,40}\b(?:anweisung\w*|anleitung\w*|vorgaben)\b[^.\n]*"
    r"|\b(?:ignore[zr]?|oublie[zr]?|ignora|olvida)\b[^.\n]{0,40}\b(?:instruc\w+|consignes|istruzioni)\b[^.\n]*",
    re.IGNORECASE,
)
MOST = 5
LONGEST = 160


def orders_to_models(text: str) -> list[str]:
    """The suspicious passages, shortened, at most a few."""
    found: dict[str, None] = {}
    for match in _ORDERS.finditer(text):
        found[" ".join(match.group().split())[:LONGEST]] = None
        if len(found) >= MOST:
            break
    return list(found)
