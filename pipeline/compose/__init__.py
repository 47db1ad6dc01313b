"""Issue to bytes by path: email.html, email.txt, email.eml, web pages, feeds. Pure."""
