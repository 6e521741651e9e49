"""`relief replay`: any CSV of reports, sent through the intake API as if its day were today.

A row becomes a sighting whose `reference` is `<hash of the row>:<how often the file has said it>`, and whose body says
nothing of today: the desk's own clock stamps the receipt when the row's turn comes. So the same row is the same
request whenever and from wherever it is sent, and what the platform has already is answered, not made again. Nothing
is kept on this side.
"""
