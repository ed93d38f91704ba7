"""Boards for the benchmark, in a process of their own; prints where they are.

Each answer takes a moment, as one of the real services does.
"""

from __future__ import annotations

import sys
import threading

from jobhunt.benchmarks.scenarios import POSTINGS, TEXT
from jobhunt.testing.fakes.board import (
    Answer,
    BoardServer,
    greenhouse_board,
    greenhouse_job,
)

DELAY = 0.3


def main(boards: list[str]) -> None:
    with BoardServer() as server:
        for board in boards:
            jobs = [
                greenhouse_job(
                    number,
                    f"Engineer {number}",
                    content=f"<p>{TEXT * 6}{board} {number}</p>",
                    absolute_url=f"https://job-boards.greenhouse.io/{board}/jobs/{number}",
                )
                for number in range(POSTINGS)
            ]
            for path, body in greenhouse_board(board, jobs, board).items():
                server.answers[path] = Answer(body, delay=DELAY)
        print(server.host, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1:])
