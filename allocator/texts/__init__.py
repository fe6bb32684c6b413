"""Words for people, in Polish and English. At the bottom, so that every room can speak."""
