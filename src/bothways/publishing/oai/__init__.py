"""OAI-PMH 2.0, the door for harvesters: protocol (requests), harvest (reads), answers (XML)."""
