"""Rules of the AI floor: generating, its history, analysing a resume."""
