"""Words that carry no wish of their own, in the languages people type. Folded like the text."""

from __future__ import annotations

from bothways.core.search.normalise import tokens

_WORDS = """
A about all an and any are as at be but by can do does for from had has have how i in into is it
its me my no not of on one or our out over so some than that the their them then there these they
thing things this those to up was we were what when where which while who whose will with without
you your looking find search something like want need show please
aber alle als am an auch auf aus bei bis das dass dem den der des die dies diese dieser durch ein
eine einem einen einer eines er es fur gegen gibt hat haben ich im in ins ist kann man mit nach
nicht noch oder ohne sich sie sind so uber um und uns unter von vor was welche wenn wer wie wird
werden wir zu zum zur suche
au aux avec ce ces cette comme dans de des du elle en entre est et eux il ils je la le les leur
leurs lui mais ne nous on ou par pas pour qu que qui sa sans se ses son sont sur un une vous vers
al algo como con cual cuando de del desde donde el ella ellos en entre es esta este hacia hay la
las lo los mas mi muy no o para pero por que se sin sobre son su sus un una unos unas y ya
ad agli ai al alla alle anche che chi ci col come con cui da dai dal dalla dei del della delle
degli di e ed gli ha i il in la le lo loro ma nei nel nella nelle non o per piu se si sono su sui
sul sulla tra fra un una uno
as ao aos com da das do dos e em na nas no nos o os ou para pela pelo por que sem um uma
aan bij dat de die een en het hun in is met naar niet of om ook op over te tot uit van voor zijn
af at av de den der det du ein en er et fra har i med og om over pa som til var vi
bir bu da de ile icin ve veya
або але без в від для до з за зі і й із його ким коли між ми на над не ні по під при про та так
те ти то у хто це цей ці чи що як який яка яке які щоб
а без бы в во для до его ее и из или их к как когда ко на над не но о об от по под при с со так
то у что это
الى او ان اي أو إلى التي الذي الذين بعد بين تحت ثم حتى حول خلال ذلك عن عند على غير في قبل كان كل
كما كيف لا لم ما مع من منذ نحو هذا هذه هل هم هو هي و يا
از با برای به تا در را که و یا این آن
"""

STOPWORDS = frozenset(tokens(_WORDS))
