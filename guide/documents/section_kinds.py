"""Guesses what a section is about from its heading, in English and Spanish."""

import re
import unicodedata
from functools import lru_cache

from guide.models.kinds import Kind

TREATMENT = (
    r"therap|treatment|procedure|injection|surger|medicine|stem cell|operation"
    r"|terapia|tratamiento|procedimiento|inyeccion|cirugia|celulas madre|operacion"
)
HARM = r"complicat|side[- ]effect|infect|bleed|complicac|efecto|infecc|sangr"
ILLNESS = (
    r"\w(itis|osis|algia|pathy|patia)\b|disease|disorder|syndrome|enfermedad|trastorno|sindrome"
)
# Who may fall ill, what brings it on, and when somebody is in danger tell no risk of a treatment.
FALLING_ILL = (
    r"\bat[- ](a |an )?(\w+ )?risk\b|risks? of (getting|developing|having|fall)"
    r"|\b(rais|increas|lower|reduc)\w* (\w+ )?risk\b|\bcauses? (and |or )?risks?\b"
    r"|quien(es)? .*\briesgos?\b|\b(en|de|con)( mayor| alto| mas)? riesgo$|grupos? de riesgo"
    r"|riesgos? de (tener|desarrollar|sufrir|padecer|contraer|ca[ei])"
    r"|\b(aument|reduc|disminu|baj)\w* (el |mi |su )?riesgo\b|causas (y |o )?riesgos?\b"
)
ELSE_SAFE = (
    r"(danger|warning) signs?|signs? of danger|(senal|signo)(es|s)? de (peligro|alarma)"
    r"|when .*\bsafe\b|\bsafe to (drive|work|travel|fly|exercise|swim|lift|bathe|shower|return|go)"
    r"|(stay|keep)(ing)? (\w+ )?safe|\bsafety (tips|at home)|home safety"
    r"|cuando .*\bsegur[oa]\b"
    r"|segur[oa] (conducir|manejar|trabajar|viajar|volar|nadar|hacer|volver|ducharse)"
    r"|seguridad en (el hogar|casa)|consejos de seguridad"
    r"|risks? .*\b(untreated|(no|without|not having) treatment|not treat(ed|ing))"
    r"|riesgos? .*\b(sin tratamiento|no trata|no se trata)"
)
# The first pattern that is found decides, so what must not be mistaken comes first: risks before
# benefits ("risks and benefits"), coverage before cost ("does insurance cover the cost").
ORDERED = [
    (Kind.CONCLUSION, r"^(in )?conclu|^(in summary|to sum up|final (thoughts|words)|bottom line)"),
    (Kind.CONCLUSION, r"^(what are )?(the |my |your )?next steps?\b|^key (points|takeaways)"),
    (Kind.CONCLUSION, r"what (to do|comes|happens|is|s) next|^takeaways?$|^getting started"),
    (Kind.CONCLUSION, r"^(en (conclusion|resumen)\b|para (terminar|concluir)|palabras finales)"),
    (Kind.CONCLUSION, r"^(cuales son )?(l[oa]s |sus |mis )?(proximos|siguientes) pasos"),
    (
        Kind.CONCLUSION,
        r"que (hacer|sigue|viene) (despues|ahora|a continuacion)|^que sigue|^y ahora",
    ),
    (Kind.OTHER, r"frequently asked|common questions|preguntas frecuentes|^faqs?$"),
    (Kind.QUESTIONS, r"questions? (you |that you )?(to|for|can|could|should|might|may)\b"),
    (Kind.QUESTIONS, r"what (to|should i|can i|could i|you should) ask|^ask(ing)? your"),
    (
        Kind.QUESTIONS,
        r"preguntas? (para|que|a (su|tu)|al?)\b|que (debo |puedo |conviene )?preguntar",
    ),
    (
        Kind.INSURANCE,
        r"\bcover(s|ed|age|ing)?\b|reimburs|prior authori[sz]|\binsur|medicare|medicaid",
    ),
    (Kind.INSURANCE, r"\bcub(re|ren|ierto|ierta|rir|rira)\b|cobertura|reembols|aseguradora|poliza"),
    (
        Kind.INSURANCE,
        r"seguro(s)? (medico|de salud|social)|\b(el|mi|su|tu|los|del|al|con) seguros?\b",
    ),
    (Kind.INSURANCE, r"^seguros?( y|$)|autorizacion previa|seguridad social"),
    (
        Kind.APPROVAL,
        r"\bapprov|\bfda\b|\bcofepris\b|regulat(ed|ory|ion|ions|or|ors)\b|licen[sc]ed|\blegal\b",
    ),
    (Kind.APPROVAL, r"\baprob(ad|acion)|autorizad[oa]|regulatori|regulad[oa]|regulacion"),
    (
        Kind.APPROVAL,
        r"\b(is|es|it|still|todavia|aun) (an? )?experimental\b|investigational|unproven",
    ),
    (Kind.OTHER, ELSE_SAFE),
    (Kind.CONDITION, rf"^(?!.*({HARM})).*(\brisk factors?\b|factor(es)? de riesgo)"),
    (Kind.CONDITION, rf"^(?!.*({TREATMENT}|{HARM})).*({FALLING_ILL})"),
    (Kind.CONDITION, rf"^(?!.*({TREATMENT})).*complica(tion|cion)(es|s)? (of|de) .*({ILLNESS})"),
    (Kind.RISKS, r"\brisk|side[- ]effect|complication|\b(un)?safe(ty)?\b|danger|\bharm|adverse"),
    (Kind.RISKS, r"drawback|downside|disadvantage|pros and cons|contraindica|go wrong"),
    (Kind.RISKS, r"riesgo|efectos? (secundario|advers|no desead|indesead)|complicacion|peligr"),
    (Kind.RISKS, r"\bseguridad\b|\bes (tan |muy )?segur[oa]\b|desventaja|pros y contras|salir mal"),
    (
        Kind.TIMEFRAME,
        r"how (long|soon|quickly|fast)|when (will|can|do|should|might) .*\b(see (a|any|the|my)?"
        r" ?(result|differ|benefit|change)|feel|notice|expect|work|result|better|return|recover)|time ?(frame|line)|recovery|duration",
    ),
    (
        Kind.TIMEFRAME,
        r"cuanto (tiempo|tarda|dura|demora)|cuanto se (tarda|demora)|cuando (vere|se|no"
        r"tare|sentire|podre|empez|hay)|en que plazo|duracion|recuperacion|tiempo (de|hasta|para)",
    ),
    (Kind.COST, r"\bcosts?\b|how much (is|are|will i|do i|would i|should i)\b|\bpric(e|es|ing)\b"),
    (Kind.COST, r"\bpay(ing|ment|ments)?\b|\bfees?\b|afford|financing|good faith"),
    (
        Kind.COST,
        r"\bcuesta|cuanto (vale|sale|pag)|\bcost(o|os|e|es)\b|precio|tarifa|\bpag(o|os|ar)\b"
        r"|financia",
    ),
    (Kind.SUCCESS_RATE, r"success|how (well|effective|often)|effective|efficacy|odds|chances?\b"),
    (
        Kind.SUCCESS_RATE,
        r"exito|eficacia|eficaz|efectiv|(que tan|como de) bien|funciona (real|de ver)"
        r"|probabilidad",
    ),
    (
        Kind.BENEFITS,
        r"benefi[tc]|advantage|ventaja|how (can|could|may|might) .*\bhelp|puede ayudar",
    ),
    (
        Kind.ALTERNATIVES,
        r"alternativ|\b(other|my|your|treatment|all) (option|choice)|other (treatment"
        r"|way)|instead of|^options|^choices|compared? (to|with)|versus|\bvs\b",
    ),
    (
        Kind.ALTERNATIVES,
        r"otr[oa]s? (opcion|tratamiento|forma|eleccion|manera)|^(las |mis |sus )?opci"
        r"ones|opciones de tratamiento|en (lugar|vez) de",
    ),
    (
        Kind.HOW_IT_WORKS,
        r"how (do|does|is|are|will|would|can) .*(\bwork|perform|\bdone|given|made)",
    ),
    (
        Kind.HOW_IT_WORKS,
        r"how it works|what happens (during|before|after|at|in|when)|\bthe procedure$"
        r"|what to expect (during|at|on)",
    ),
    (
        Kind.HOW_IT_WORKS,
        r"como (funciona|actua|trabaja|se (realiza|hace|aplica|lleva))|en que consist"
        r"|que (pasa|ocurre|sucede) (durante|en|antes|despues)|^el procedimiento$",
    ),
    (Kind.SUCCESS_RATE, r"^(does|do|will) .*\bwork|^(realmente )?funciona\b"),
    (
        Kind.OTHER,
        r"\b(not known|unknown|evidence|research|stud(y|ies)|trials?)\b|do(n t| not) know",
    ),
    (Kind.OTHER, r"no se sabe|evidencia|investigacion|\bestudios?\b|candidat"),
    (Kind.HOW_IT_WORKS, rf"^(what (is|are)|que (es|son)) .*({TREATMENT})"),
    (Kind.OVERVIEW, r"^(an |the )?(overview|introduction|summary)\b|at a glance|about this guide"),
    (
        Kind.OVERVIEW,
        r"^(resumen|introduccion|vision general|panorama)\b|de un vistazo|sobre esta gui",
    ),
    (
        Kind.CONDITION,
        r"^what (is|are|causes)\b|symptom|\bcauses?\b|diagnos|^(about|understanding) ",
    ),
    (
        Kind.CONDITION,
        r"^(que|cual) (es|son|causa)\b|sintoma|\bcausas?\b|^(acerca de|sobre|entender) ",
    ),
]
PATTERNS = [(kind, re.compile(pattern)) for kind, pattern in ORDERED]


@lru_cache(maxsize=1024)
def guess_kind(heading: str) -> Kind:
    """The kind that a heading speaks of; Kind.OTHER when it names none that we know."""
    words = _plain(heading)
    return next((kind for kind, pattern in PATTERNS if pattern.search(words)), Kind.OTHER)


def _plain(heading):
    """Small letters without accents, punctuation or a leading number: "1. ¿Qué es?" -> "que es"."""
    letters = unicodedata.normalize("NFKD", heading.casefold())
    letters = "".join(char for char in letters if not unicodedata.combining(char))
    words = re.sub(r"[^\w-]+", " ", letters).strip()
    return re.sub(r"^\d+ ", "", words)
