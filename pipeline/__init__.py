"""Monday Five: picks the week's five best recovery articles and makes the Monday email. Read flow.py first.

       network, clock                |                 pure, repeatable                |   disk, network
                                     |                                                 |
collect --> choose --> [ issue.toml ] --> compose --> check -----------------> archive --> handoff
web -> articles  articles -> five  ^     issue -> bytes    email -> findings    public site   the mail service
  .monday/pool.sqlite3             |
                              an editor, by hand or in `monday preview`
"""

__version__ = "0.2.0"
