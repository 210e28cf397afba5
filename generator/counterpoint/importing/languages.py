"""The words by which a text shows who speaks: verbs of saying, roles, kinds of bodies, and what is not part of an article.

One table for each language that can be imported. What a table does not know is left open for the author, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import regex

_Words = tuple[str, ...]


def _split(words: str) -> _Words:
    return tuple(word.strip() for word in words.split(",") if word.strip())


@dataclass(frozen=True)
class Language:
    """What the importer knows of a language. `says` and `leftover` are regular expressions, all else are words."""

    code: str
    common: _Words
    """Frequent words that tell this language from others."""
    says: _Words
    """Finite verbs of saying, accusing and demanding."""
    according: _Words
    """What stands before a name that is the origin of some words."""
    announces: _Words
    """What a sentence has that announces the next paragraph's quotation."""
    persons: _Words
    """Pronouns for a person."""
    bodies: _Words
    """Pronouns for an organisation."""
    articles: _Words
    adverbs: _Words
    """What may stand between a subject and its verb."""
    ends: _Words
    """Words with which a name has ended."""
    roles: _Words
    """Nouns for a person's part, and titles before a name."""
    organisation: _Words
    government: _Words
    media: _Words
    document: _Words
    titled: _Words
    """What stands before a title in quotation marks."""
    by: _Words
    credit: _Words
    guest: _Words
    """What an interview says of the one who is asked."""
    leftover: _Words
    """What no article says of its subject: calls to register, to give, to share, to comment."""
    role_stems: _Words = ()
    """How nouns for a person's part begin, in languages that write their endings together with them."""
    inverts: _Words = ()
    """Verbs that may stand before their subject, where not all may: 'said X', and not 'described X'."""
    cased: bool = True
    """Whether names begin with a capital."""
    nouns_cased: bool = False
    """Whether all nouns do."""
    connectors: _Words = field(
        default=("of", "the", "for", "de", "la", "du", "des", "von", "van", "der", "den", "di", "da", "al", "bin", "&")
    )

    @cached_property
    def verb(self) -> regex.Pattern[str]:
        """A verb of saying, as a whole word."""
        return _whole(self.says)

    @cached_property
    def inverted(self) -> regex.Pattern[str]:
        """A verb that may stand between a quotation and its subject."""
        return _whole(self.inverts or self.says)

    @cached_property
    def origin(self) -> regex.Pattern[str]:
        """Words such as 'according to'."""
        return _whole(self.according)

    @cached_property
    def title(self) -> regex.Pattern[str]:
        """Words that introduce a title, at the end of a text."""
        return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{'|'.join(self.titled)})\s*[,:]?\s*$", regex.IGNORECASE)

    @cached_property
    def not_article(self) -> regex.Pattern[str]:
        """A paragraph that is no part of an article."""
        return regex.compile("|".join(self.leftover), regex.IGNORECASE)


def _whole(words: _Words) -> regex.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{'|'.join(longest_first)})(?![\p{{L}}\p{{M}}])", regex.IGNORECASE)


ENGLISH = Language(
    code="en",
    common=_split("the, of, and, to, in, that, is, was, for, with, on, as, by, it, not, from"),
    says=_split(
        "said, says, say, wrote, writes, write, told, tells, tell, stated, states, state, argued, argues, argue, added, adds, add,"
        "claimed, claims, claim, alleged, alleges, allege, accused, accuses, accuse, demanded, demands, demand, warned, warns, warn,"
        "insisted, insists, insist, explained, explains, explain, noted, notes, note, replied, replies, reply, responded, responds, respond,"
        "answered, answers, recalled, recalls, called, calls, call, described, describes, describe, opined, opines, opine,"
        "denied, denies, deny, asserted, asserts, assert, maintained, maintains, maintain, concluded, concludes, conclude,"
        "found, finds, find, declared, declares, declare, announced, announces, announce, tweeted, posted, commented, comments,"
        "remarked, continued, continues, countered, counters, counter, conceded, concedes, admitted, admits, urged, urges, urge,"
        "criticised, criticises, criticized, criticizes, condemned, condemns, condemn, praised, praises, dismissed, dismisses, dismiss,"
        "rejected, rejects, reject, suggested, suggests, suggest, complained, complains, promised, promises, pledged, asked, asks, ask,"
        "acknowledged, acknowledges, emphasised, emphasized, stressed, stresses, reported, reports, testified, testifies, joked, believes,"
        "believe, thinks, objected, objects, put it, puts it, referred, refers, labelled, labeled, labels, reads, read"
    ),
    inverts=_split(
        "said, says, wrote, writes, added, adds, replied, replies, explained, explains, argued, argues, asked, asks, insisted, insists, recalled,"
        "recalls, noted, notes, remarked, continued, continues, concluded, concludes, countered, counters, warned, warns, tweeted, commented,"
        "comments, declared, declares, agreed, joked, announced, stated, states, responded, responds, answered, complained, admitted, conceded"
    ),
    according=_split("according to, in the words of, in the view of"),
    announces=_split(
        "statement, responded, replied, wrote, said, says, told, answered, letter, tweet, post, reaction, added, explained, argues, argued"
    ),
    persons=_split("he, she"),
    bodies=_split("it, they"),
    articles=_split("the, a, an, its, their, his, her, this, that, one, both"),
    adverbs=_split(
        "also, further, then, later, however, again, now, has, have, had, repeatedly, since, in turn, previously, recently, still,"
        "therefore, reportedly, simply, rightly, openly, himself, herself, itself, themselves, both, who, flatly, bluntly, once, all"
    ),
    ends=_split(
        "on, in, at, to, during, after, before, when, while, as, that, and, with, last, this, yesterday, today, earlier, from, who, which,"
        "by, via, about, if, because, but, reporters, under, over, through, into, he, she, it, they, is, was, are, were, has, have, had,"
        "monday, tuesday, wednesday, thursday, friday, saturday, sunday, there, here, afterwards, again, of whom, without, a"
    ),
    roles=_split(
        "mr, mrs, ms, miss, dr, prof, professor, sir, dame, lord, lady, judge, justice, mayor, president, vice-president, minister, prime,"
        "secretary, senator, governor, councillor, councilor, representative, rep, sen, gov, spokesman, spokeswoman, spokesperson, director,"
        "chairman, chairwoman, chair, chief, executive, ceo, founder, co-founder, head, leader, researcher, scientist, economist, lawyer,"
        "attorney, barrister, solicitor, analyst, author, editor, journalist, activist, campaigner, resident, owner, manager, engineer,"
        "farmer, teacher, doctor, nurse, officer, captain, colonel, general, commander, constable, sergeant, inspector, commissioner,"
        "superintendent, historian, lecturer, fellow, expert, adviser, advisor, coordinator, organiser, organizer, shopkeeper, baker,"
        "driver, pastor, reverend, rabbi, imam, bishop, archbishop, former, deputy, senior, acting, assistant, co-author, mp, mep, ombudsman,"
        "treasurer, trustee, planner, biologist, ecologist, epidemiologist, geologist, hydrologist, columnist, warden, skipper, ambassador, neighbour, neighbor, colleague, wife, husband, daughter, son, brother, sister, vicar, priest, shepherd, fisherman, head"
    ),
    organisation=_split(
        "ngo, international, union, association, group, forum, institute, university, college, foundation, society, alliance, coalition,"
        "network, trust, campaign, federation, council of churches, centre, center, company, inc, ltd, plc, corporation, corp, bank, club,"
        "monitor, watch, charity, initiative, league, project, movement, church, hospital, school, chamber, committee, partnership, front,"
        "organization, organisation, party, laboratory, lab, collective, cooperative, guild, board, team, non-profit, nonprofit, firm, think-tank, events"
    ),
    government=_split(
        "government, ministry, department, council, police, forces, army, navy, court, commission, parliament, senate, congress, agency,"
        "authority, office, municipality, county, state, administration, office, inspectorate, embassy, bureau, service, borough, district, city"
    ),
    media=_split("times, post, news, herald, gazette, tribune, journal, newspaper, magazine, broadcaster, radio, television, tv, guardian"),
    document=_split(
        "report, study, paper, letter, ruling, judgment, review, document, survey, article, statement, analysis, memo, audit, manifesto"
    ),
    titled=_split(
        "titled, entitled, called, named, headlined, known as, dubbed, the book, the film, the song, the series, the article, a book,"
        "so-called, the slogan, a campaign, the campaign, the programme, the program, the exhibition, the word, the term, the phrase, the title"
    ),
    by=_split("by"),
    credit=_split("credit, photo, photograph, picture, image, photo by, courtesy of, illustration"),
    guest=_split("spoke to, spoke with, talked to, talked with, interview with, we met, we asked, sat down with, speaks to, joined by"),
    leftover=(
        r"^you have (?:read|\d+|reached)\b.*\b(?:article|stor|limit)",
        r"\b(?:register|sign up|sign in|log in|subscribe)\b.{0,60}\b(?:to (?:read|receive|continue|get|comment|unlock)|access|newsletter|inbox|free|now|today)\b",
        r"^(?:subscribe|sign up|register|log in|sign in|newsletter|share|share this|tweet|email|print|whatsapp|facebook|comments?|topics?|tags?|related|"
        r"advertisement|menu|search|home|follow us|read more|more on this|most read|most popular|trending|recommended|back to top|copy link|"
        r"skip to content|save|listen|donate|support us|leave a (?:comment|reply)|post a comment|\d+ comments?)\b[\s:.!|]*.{0,24}$",
        r"\b(?:donat(?:e|ing|ion|ions)|contribution|contribute)\b.{0,120}\b(?:today|now|support|mission|journalism|helps?|small|monthly)\b",
        r"\b(?:support|rely on|thanks to) (?:our|readers like you|independent|quality)\b",
        r"readers like you|become a (?:part of our mission|member|supporter)|loyal .{0,30}reader|just before you (?:scroll|go)|before you go",
        r"^(?:this website|we) uses? cookies|cookie (?:policy|settings)|privacy policy|terms of (?:use|service)|all rights reserved|^©|^\(c\)",
        r"^(?:click|tap) here\b|^download (?:our|the) app\b|get the app\b|join the (?:conversation|discussion)|be the first to comment|have your say",
        r"^share (?:this|on|via)\b|^follow us\b|^like us\b|delivered (?:straight )?to your inbox|our (?:daily|weekly) newsletter",
        r"^(?:read (?:more|also|next)|see also|related(?: stories| articles)?|you may also like|more from)\b",
        r"^please (?:register|log in|sign in|subscribe|consider)\b|continue reading|enjoyed this (?:post|article)",
    ),
)

GERMAN = Language(
    code="de",
    common=_split("der, die, das, und, ist, nicht, von, mit, den, des, ein, eine, auf, für, sich, dem, dass, zu"),
    says=_split(
        "sagte, sagt, sagten, sagen, erklärte, erklärt, erklären, erklärten, betonte, betont, betonen, schrieb, schreibt, kritisierte, kritisiert,"
        "forderte, fordert, fordern, forderten, warnte, warnt, warnen, warf, wirft, meinte, meint, ergänzte, ergänzt, antwortete, antwortet,"
        "behauptete, behauptet, berichtete, berichtet, teilte, teilt, nannte, nennt, bezeichnete, bezeichnet, wies, weist, räumte, räumt,"
        "fügte, fügt, hieß, heißt, argumentierte, argumentiert, urteilte, urteilt, stellte, stellt, entgegnete, entgegnet, so, spricht, sprach,"
        "bemängelt, bemängelte, lobt, lobte, verlangt, verlangte, versichert, versicherte, findet, kündigte"
    ),
    according=_split(
        "laut, nach Angaben von, nach Angaben der, nach Angaben des, nach den Worten von, zufolge, nach Ansicht von, nach Ansicht der, nach Ansicht des"
    ),
    announces=_split("sagte, sagt, erklärte, erklärt, Stellungnahme, schrieb, Erklärung, antwortete, mitgeteilt"),
    persons=_split("er, sie"),
    bodies=_split("es, er, sie"),
    articles=_split("der, die, das, dem, den, des, ein, eine, einer, eines, seine, ihre, seiner, ihrer"),
    adverbs=_split(
        "auch, weiter, ferner, zudem, dagegen, jedoch, aber, hingegen, hat, habe, nun, später, außerdem, dazu, selbst, wiederum"
    ),
    ends=_split(
        "am, im, in, auf, bei, gegenüber, nach, vor, zu, zum, zur, dem, den, dass, mit, und, als, hinzu, weiter, dazu, an, für, über, auch, wörtlich, zurück,"
        "montag, dienstag, mittwoch, donnerstag, freitag, samstag, sonntag, gestern, heute, schon, wenn, weil, ein, es, aus, klar, von, vom"
    ),
    roles=_split(
        "herr, frau, dr, prof, professor, professorin, bürgermeister, bürgermeisterin, oberbürgermeister, oberbürgermeisterin, präsident,"
        "präsidentin, minister, ministerin, umweltminister, umweltministerin, verkehrsminister, verkehrsministerin, innenminister, innenministerin,"
        "sprecher, sprecherin, pressesprecher, pressesprecherin, vorsitzende, vorsitzender, geschäftsführer, geschäftsführerin, leiter, leiterin,"
        "direktor, direktorin, anwalt, anwältin, rechtsanwalt, rechtsanwältin, forscher, forscherin, wissenschaftler, wissenschaftlerin, landrat,"
        "landrätin, stadtrat, stadträtin, anwohner, anwohnerin, chef, chefin, abgeordnete, abgeordneter, gründer, gründerin, lehrer, lehrerin, verkehrsplaner,"
        "verkehrsplanerin, landwirt, landwirtin, biologe, biologin, ökonom, ökonomin, wirt, wirtin, autor, autorin, staatssekretär, staatssekretärin, kanzler"
    ),
    organisation=_split(
        "verband, verein, bund, gewerkschaft, institut, universität, stiftung, initiative, bürgerinitiative, gesellschaft, bündnis, kammer, partei, gmbh, ag, unternehmen, allianz, verbands, organisation, gruppe, handelsverband, naturschutzbund, hochschule"
    ),
    government=_split(
        "ministerium, umweltministerium, amt, stadt, stadtrat, stadtverwaltung, polizei, gericht, verwaltungsgericht, regierung, landesregierung, behörde, bundestag, landtag, kommission, senat, gemeinde, landkreis, kreis, bezirk, verwaltung, umweltamt"
    ),
    media=_split("zeitung, rundschau, anzeiger, nachrichten, kurier, tageblatt, magazin, sender"),
    document=_split("bericht, studie, gutachten, urteil, brief, papier, stellungnahme, erklärung, schreiben, umfrage"),
    titled=_split(
        "mit dem titel, betitelt, unter dem titel, sogenannte, sogenannten, sogenannter, genannt, namens, das buch, der film, motto, dem motto, das wort, der begriff"
    ),
    by=_split("von"),
    credit=_split("foto, bild, fotos, quelle"),
    guest=_split("im gespräch mit, sprachen mit, interview mit"),
    leftover=(
        r"^(?:newsletter|teilen|drucken|kommentare?|kommentieren|anzeige|werbung|themen|mehr zum thema|lesen sie auch|das könnte sie auch interessieren|"
        r"startseite|merken|anmelden|abonnieren|zur startseite|\d+ kommentare?)\b.{0,40}$",
        r"\b(?:abonnieren|registrieren|anmelden)\b.{0,60}\b(?:sie|kostenlos|newsletter|weiterlesen|jetzt|um)\b|\bjetzt (?:abonnieren|spenden|registrieren|anmelden)\b|newsletter",
        r"\bspenden?\b.{0,60}\b(?:unterstützen|jetzt|journalismus|konto)\b|unterstützen sie (?:uns|unsere)|alle rechte vorbehalten|datenschutz|^©",
        r"^sie haben .{0,30}artikel|weiterlesen mit|diesen artikel teilen|schreiben sie einen kommentar",
    ),
    nouns_cased=True,
)

FRENCH = Language(
    code="fr",
    common=_split("le, la, les, des, et, est, une, dans, que, pour, qui, sur, pas, du, au, par, ce, il"),
    says=(
        r"(?:a|ont)(?:-t-(?:il|elle|on))? (?:également |aussi |ensuite |encore )?(?:déclaré|affirmé|dit|expliqué|ajouté|répondu|indiqué|souligné|estimé|assuré|précisé|écrit|dénoncé|accusé|réagi|rappelé|conclu|poursuivi|plaidé|averti|regretté|reconnu|insisté|qualifié|demandé|lancé|martelé|confié)",
        r"(?:ont|a)-(?:ils|elles)-?(?: déclaré| affirmé| ajouté)?",
        r"s['’]est (?:félicitée?|indignée?|défendue?)",
        r"(?:déclare|affirme|dit|explique|ajoute|répond|indique|souligne|estime|assure|précise|écrit|dénonce|accuse|réagit|rappelle|conclut|poursuit|plaide|avertit|regrette|reconnaît|insiste|qualifie|demande|juge|tranche|tempère|résume|soutient|répètent|raconte|martèle|lance|confie|s['’]inquiète|se défend|critique)(?:nt)?(?:-t-(?:il|elle))?(?:-(?:il|elle|ils|elles))?",
    ),
    according=_split("selon, d'après, d’après, pour, aux yeux de, de l'avis de, de l’avis de"),
    announces=_split("communiqué, déclaré, répond, répondu, écrit, réagi, affirme, affirmé, explique"),
    persons=_split("il, elle"),
    bodies=_split("il, elle, ils, elles"),
    articles=("le", "la", "les", "l'", "l’", "un", "une", "des", "du", "de", "son", "sa", "ses", "leur", "ce", "cette", "d'", "d’"),
    adverbs=_split("aussi, également, encore, ensuite, pour sa part, de son côté, quant à elle, quant à lui, y, en, qui, lui, elle, même"),
    ends=_split(
        "à, au, aux, dans, lors, devant, sur, que, qu, et, lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche, hier, en, pour, par, avec, après, avant, qui, dont, ce, sans, auprès, dès, comme, si, quand, ne, se, est, sont, a, ont, avait"
    ),
    roles=_split(
        "m, mme, mlle, dr, docteur, pr, professeur, professeure, maire, président, présidente, ministre, préfet, préfète, directeur, directrice,"
        "porte-parole, avocat, avocate, chercheur, chercheuse, militant, militante, député, députée, sénateur, sénatrice, secrétaire, responsable,"
        "habitant, habitante, riverain, riveraine, économiste, historien, historienne, fondateur, fondatrice, commerçant, commerçante, adjoint,"
        "adjointe, géographe, ingénieur, ingénieure, boulanger, boulangère, élu, élue, coordinateur, coordinatrice, biologiste, hydrologue, agricultrice, agriculteur, éleveur, éleveuse"
    ),
    organisation=_split(
        "association, collectif, syndicat, fédération, institut, université, fondation, ligue, union, société, parti, ong, comité, entreprise, groupe, coordination, chambre, organisation, réseau, confédération"
    ),
    government=_split(
        "mairie, ministère, préfecture, police, gouvernement, tribunal, cour, conseil, commission, métropole, région, département, agence, office, ville, municipalité, commune, état"
    ),
    media=_split("journal, monde, figaro, quotidien, magazine, chaîne, radio"),
    document=_split("rapport, étude, lettre, jugement, arrêt, avis, communiqué, enquête, document, texte"),
    titled=_split(
        "intitulé, intitulée, titre, nommé, nommée, baptisé, baptisée, appelé, appelée, surnommé, dit, dite, le livre, le film, le slogan, le mot, le terme"
    ),
    by=_split("par"),
    credit=_split("crédit, crédit photo, photo, crédits, image"),
    guest=_split("entretien avec, rencontre avec, nous avons rencontré, interview de"),
    leftover=(
        r"^(?:newsletter|partager|imprimer|commentaires?|commenter|publicité|à lire aussi|lire aussi|sur le même sujet|accueil|s['’]abonner|se connecter|"
        r"suivez-nous|mots-clés|thèmes|\d+ commentaires?)\b.{0,60}$",
        r"\b(?:abonnez-vous|inscrivez-vous|connectez-vous|créez un compte|faites un don|soutenez(?:-nous)?|abonné)\b",
        r"tous droits réservés|données personnelles|^©|cet article est réservé|il vous reste .{0,40}à lire|partagez cet article",
    ),
    connectors=("de", "la", "le", "du", "des", "d'", "d’", "les", "van", "von", "et", "pour", "l'", "l’", "aux", "en"),
)

HEBREW = Language(
    code="he",
    common=_split("של, את, על, לא, הוא, היא, עם, כי, זה, גם, אל, או, אבל, יש, אין, כל, בין, היה"),
    says=_split(
        r"אמר, אמרה, אמרו, אומר, אומרת, אומרים, טען, טענה, טענו, טוען, טוענת, טוענים, הוסיף, הוסיפה, הוסיפו, מוסיף, מוסיפה, הסביר, הסבירה, הסבירו, מסביר, מסבירה, כתב,"
        r"כתבה, כתבו, ציין, ציינה, ציינו, הגיב, הגיבה, הגיבו, השיב, השיבה, השיבו, הדגיש, הדגישה, מסר, מסרה, מסרו, הזהיר, הזהירה, מזהירה, מזהיר, קבע, קבעה, קבעו, האשים, האשימה, דרש, דרשה, מתח, סיכם, סיכמה, סיפר, סיפרה, מספר, מספרת, הבהיר, הבהירה, תיאר, תיארה, הודה, הודתה, נמסר"
    ),
    according=_split("לדברי, לפי, על פי, לטענת, לדעת, כדברי, בלשון, להערכת"),
    announces=_split("בתגובה, הודעה, אמר, אמרה, מסר, מסרה, כתב, כתבה, נמסר"),
    persons=_split("הוא, היא, לדבריו, לדבריה"),
    bodies=_split("הוא, היא, הם, הן"),
    articles=(),
    adverbs=_split("גם, עוד, אף, מנגד, אתמול, היום, כך, לעומתו, לעומתה, עם זאת, בתגובה"),
    ends=_split("כי, ב, אתמול, היום, בראיון, בישיבה, בתגובה, כאשר, לאחר, במהלך, בפני, על, את, עם, שלא, השבוע, אמש, בדיון"),
    roles=(
        "דובר",
        "דוברת",
        "יו״ר",
        'יו"ר',
        "מנכ״ל",
        'מנכ"ל',
        "מנכ״לית",
        'מנכ"לית',
        "השר",
        "השרה",
        "שר",
        "שרת",
        "ד״ר",
        'ד"ר',
        "פרופ׳",
        "פרופ'",
        "עו״ד",
        'עו"ד',
        "ח״כ",
        'ח"כ',
        "ראש העירייה",
        "ראשת העירייה",
        "ראש העיר",
        "ראש המועצה",
        "החוקר",
        "החוקרת",
        "תושב",
        "תושבת",
        "מר",
        "גב׳",
        "גב'",
        "התושבת",
        "התושב",
        "האדריכלית",
        "האדריכל",
        "מהנדס העיר",
        "מהנדסת העיר",
        "ראשת העיר",
    ),
    organisation=_split(
        "עמותת, ארגון, איגוד, התאחדות, מכון, אוניברסיטת, קרן, תנועת, חברת, פורום, העמותה, הארגון, ועד, האיגוד, המכון, התנועה, התאחדות"
    ),
    government=_split(
        'משרד, עיריית, העירייה, משטרת, המשטרה, ממשלת, הממשלה, בית המשפט, רשות, הרשות, צה״ל, צה"ל, כנסת, הכנסת, מועצת, המשרד, המועצה'
    ),
    media=_split("עיתון, ערוץ, רדיו"),
    document=_split("הדוח, דוח, הדו״ח, דו״ח, המחקר, מחקר, המכתב, פסק הדין, הסקר"),
    titled=_split("שכותרתו, שכותרתה, בשם, המכונה, הקרוי, הקרויה, הכותרת, המילה, הביטוי, הסיסמה, תחת הכותרת"),
    by=_split("מאת"),
    credit=_split("צילום, קרדיט"),
    guest=_split("שוחחנו עם, ריאיון עם, ראיון עם"),
    leftover=(
        r"הירשמו|הרשמו|הצטרפו|לתרומה|תרמו|שתפו|לשיתוף|תגובות|כל הזכויות שמורות|פרסומת|ניוזלטר|עקבו אחרינו|לכתבות נוספות|קראו גם|מנוי",
    ),
    role_stems=_split("מנהל, חוקר, יושב, מייסד"),
    cased=False,
)

ARABIC = Language(
    code="ar",
    common=_split("في, من, على, أن, إلى, عن, هذا, هذه, التي, الذي, مع, لا, ما, بعد, كان, قد, أو, بين"),
    says=(
        r"[وف]?(?:قال|قالت|قالوا|يقول|تقول|أضاف|أضافت|أوضح|أوضحت|صرح|صرّح|صرحت|صرّحت|أكد|أكدت|أكّد|أكّدت|ذكر|ذكرت|كتب|كتبت|رد|ردت|ردّ|ردّت|حذر|حذرت|حذّر|حذّرت|اتهم|اتهمت|طالب|طالبت|زعم|زعمت|أشار|أشارت|اعتبر|اعتبرت|نفى|نفت|شدد|شددت|شدّد|شدّدت|وصف|وصفت|يضيف|تضيف|ترى|يرى|تابع|تابعت|ختم|ختمت|أعلن|أعلنت|علّق|علقت)",
    ),
    according=_split("وفقا ل, وفقًا ل, بحسب, وبحسب, حسب, على حد قول, وفق"),
    announces=_split("بيان, قال, قالت, رد, ردت, كتب"),
    persons=_split("هو, هي"),
    bodies=_split("هو, هي, هم"),
    articles=(),
    adverbs=_split("أيضا, أيضًا, كما, بدوره, بدورها, من جهته, من جهتها"),
    ends=_split("إن, أن, في, على, خلال, أمس, اليوم, إنه, إنها, أنه, أنها, لوكالة, للصحفيين, بعد, عن, من, قائلا, قائلة, قائلًا, قائلةً"),
    roles=_split(
        "الدكتور, الدكتورة, رئيس البلدية, رئيسة البلدية, الوزير, الوزيرة, وزير, وزيرة, المتحدث باسم, المتحدثة باسم, مدير, مديرة, المحامي, المحامية, الباحث, الباحثة, النائب, النائبة, السيد, السيدة, المهندس, المهندسة, الناشط, الناشطة"
    ),
    organisation=_split("جمعية, منظمة, اتحاد, نقابة, معهد, جامعة, مؤسسة, حركة, شركة, مركز, الجمعية, المنظمة, النقابة, رابطة, الرابطة"),
    government=_split("وزارة, بلدية, البلدية, الوزارة, شرطة, الشرطة, حكومة, الحكومة, محكمة, المحكمة, هيئة, الهيئة, مجلس"),
    media=_split("صحيفة, قناة, إذاعة, مجلة"),
    document=_split("التقرير, تقرير, الدراسة, دراسة, الرسالة, البيان"),
    titled=_split("بعنوان, يحمل عنوان, المسمى, المسماة, باسم, كلمة, عبارة, شعار"),
    by=_split("بقلم, كتب, كتبت"),
    credit=_split("تصوير, الصورة, صورة"),
    guest=_split("حوار مع, مقابلة مع"),
    leftover=(
        r"اشترك|سجّل|سجل الآن|تبرع|شارك المقال|شاركها|التعليقات|تعليقات|جميع الحقوق محفوظة|إعلان|النشرة البريدية|تابعونا|اقرأ أيضا|اقرأ أيضًا",
    ),
    role_stems=_split("مدير, رئيس, متحدث, باحث"),
    cased=False,
)

LANGUAGES = (ENGLISH, GERMAN, FRENCH, HEBREW, ARABIC)


def language_of(text: str) -> Language:
    """The language whose frequent words the text has most of; English where none shows."""
    words = regex.findall(r"[\p{L}\p{M}]+", text.lower())
    counts = {language.code: sum(word in language.common for word in words) for language in LANGUAGES}
    best = max(LANGUAGES, key=lambda language: counts[language.code])
    return best if counts[best.code] else ENGLISH
