"""Each English rule: what it finds, and what it lets pass."""

import pytest

from guide.claims.checking import claims_in
from guide.claims.matching import World

FOUND = {
    "cure": ["The results can last for years.",
        "Stem cells cure stenosis.", "Say goodbye to back pain.", "You can live without pain.",
        "We stop the pain.", "You get long-term relief.", "Your pain is gone for good.",
        "Become pain-free in weeks.", "No other clinic cures like us.",
        "Not only does it help, it cures stenosis.", "You don't need surgery, for our cells cure you.",
        "What surgery cannot do, our cells cure.", "Cells **cu**re *stenosis*.", "Cells cu\u00adre it.",
        "Ｃｕｒｅ for stenosis.", "Cells сure it.",
    ],
    "guarantee": ["We guarantee results.", "Your money-back promise.", "Results are assured."],
    "miracle": ["It is a miracle.", "A miraculous change."],
    "fda-approved": [
        "FDA-approved cells are used.", "Our therapy is approved by the FDA.",
        "The FDA has approved our therapy.", "It is endorsed by the network.",
        "Our cells have FDA approval.",
    ],
    "no-risk": ["There is no chance of rejection.", "Side effects are very uncommon.",
        "There are no allergic reactions.", "No chance of an immune reaction.",
        "Side effects of the shots are extremely rare.",
        "There is no risk.", "It has no side effects.", "It has no serious side effects.",
        "It is done without any risk.", "A risk-free shot.", "It is 100% safe.",
        "The shot is painless.", "Side effects are minimal.", "Risks: none.",
        "There is no pain and no risk.", "No surgery, and completely safe.",
        "You have nothing to worry about.", "It is not new and completely safe.", "Virtually no downtime.",
    ],
    "considered-safe": [
        "It is generally considered safe.", "Stem cells are safe.", "It is the safest choice.",
        "Our treatment is very safe.",
    ],
    "success-number": [
        "Our success rate is 90 %.", "A success rate of about 90%.", "95 % of patients improve.",
        "95% get better.", "95 percent of people had relief.", "Nine out of ten get better.",
        "80 in 100 people improved.", "Pain was reduced by 80 percent.", "90 % success.",
    ],
    "breakthrough": ["A medical breakthrough.", "Our revolutionary method.", "A game-changer."],
    "proven": [
        "Clinically proven to work.", "It is safe and effective.", "Backed by science.",
        "Our proven therapy.",
    ],
    "regrow": [
        "The cells regrow discs.", "It repairs damaged tissue.", "They reverse stenosis.",
        "This heals your spine.", "It leads to tissue repair.", "The promise of regeneration.",
        "They restore worn cartilage.", "It replaces worn cells.",
    ],
    "better-than-surgery": [
        "It is better than surgery.", "Safer than steroid shots.",
        "Compared to surgery, it is less painful.", "More effective than opioids.",
        "Compared to drugs, success is higher.", "The advantages of cells over surgery: a shorter stay.",
    ],
    "many-diseases": [
        "We treat autism, ALS, lupus and diabetes.",
        "We treat:\n\n- autism\n- Parkinson's\n- lupus\n- stroke\n",
    ],
    "promised-outcome": ["You go home the same day.", "A faster recovery.", "You no longer need a cane.", "They returned to work in two weeks.", "Recovery is quick.", "A significant improvement was seen.",
        "You will notice an improvement in two weeks.", "Everybody gets better.",
        "One shot is all you need.", "You will be back on the golf course in weeks.",
        "Stem cells always help.", "You can expect less pain.",
    ],
    "people-counted": ["Our patients often tell us so.", "Our success rate speaks for itself.",
        "Thousands of patients came to us.", "We gave 5,000 injections.", "Results speak for themselves.",
        "Some patients report a change.", "About 40 % had it.",
    ],
    "lent-approval": [
        "Made under GMP standards.", "Our FDA-registered lab.", "We follow all federal rules.", "Listed on ClinicalTrials.gov.",
    ],
    "superlative": [
        "One of the most sophisticated clinics.", "Our world-class team.", "The most advanced care.", "A cutting-edge method.",
        "It will change your life.", "Athletes come to us.",
    ],
    "others-run-down": ["Say no to surgery.", "Surgery is not your only choice.",
        "Surgery only masks pain.", "Steroids wear off.", "Avoid surgery with our cells.",
        "Cells are an alternative to surgery.", "Nobody will cut you open.",
    ],
    "anecdote": ["I was back on my bike in May.",
        "“I can walk again, and my back is fine.”", "Meet Maria, a teacher.",
        "She felt better after one visit.", "John was in a lot of pain.",
    ],
    "hedge-as-praise": [
        "The results are promising.", "An emerging therapy.", "It has great potential.",
        "An attractive option.", "It gives new hope.",
    ],
    "slogan": ["Are you tired of back pain?", "Ready to walk again?", "Looking for another way?",
        "Did you know that backs can heal?", "What if you could dance again?", "Want to avoid surgery?",
        "Don't let pain control your days.", "Imagine a day at the beach.", "Worth every penny.", "Live life without limits.", "You deserve it.", "Get your life back.", "Why suffer?"],
    "bait-price": ["Only $ 4,000.", "As low as $2,500.", "Ask for our discount.", "Affordable care."],
    "coverage-promise": [
        "It is covered by Medicare.", "Insurance will pay.", "Some insurance companies may cover it.",
    ],
    "pressure": ["Only three spots left.", "Act now.", "A free consultation.", "Call today."],
    "testimonial": ["Read our testimonials.", "Success stories.", "See before-and-after pictures."],
    "natural": ["It is not a drug, it is your body healing itself.", "It uses your body's own power.", "It treats the root cause.", "A natural way."],
    "science-as-praise": ["Studies show less pain.", "It has been shown to work."],
    "effect-without-source": [
        "Ozone eases back pain.", "Laser spine surgery relieves pain.",
        "Stem cells ease back pain.", "This therapy improves walking.", "Our treatment works.",
    ],
}  # fmt: skip
LET_PASS = {
    "cure": ["A pain-free injection.", "Clinics say that their cells cure it.",
        "They are sold as a cure.", "Some had lasting relief, but it was short-lived in most [@a].",
        "In theory, the cells could cure it [@a].", "Surgery can stop pain [@a].",
        "There is no cure.", "Stem cells do not cure stenosis.", "Nobody has shown that cells cure it.",
        "A cure is not known.", "Be wary of anyone who sells a cure.",
        "It is not known if they cure stenosis.", "There is no proof of long-term relief.",
        "The cells do not ease, cure or repair it.",
    ],
    "guarantee": ["By law they must guarantee that it is clean.", "Nobody can guarantee a result.", "This is not a guarantee of payment."],
    "miracle": ["It is no miracle.", "Beware of miracles."],
    "fda-approved": ["It is FDA-approved for blood disorders.",
        "Only blood-forming cells are FDA-approved [@a].", "Seek proof of FDA approval first [@a].",
        "They are not FDA-approved.", "No stem cell product is approved by the FDA for the spine.",
        "The FDA has not approved these cells.", "The FDA has approved some products for blood disorders.",
    ],
    "no-risk": [
        "There is no injection without risk.", "No shot is risk-free.", "It is not 100% safe.",
        "This does not mean that there is no risk.", "Nobody can say that there are no side effects.",
        "Never painless.", "Age is no risk factor here.", "Side effects are rare [@a].",
        "It is often promoted as being gentle and risk-free [@a].", "An MRI is a painless test.",
    ],
    "considered-safe": [
        "It is not known if these cells are safe.", "They are not considered safe.",
        "Nobody knows whether the shots are safe.", "They are sold before they have been proven safe.",
        "They are generally considered safe, but infections were seen [@a].",
    ],
    "success-number": ["Nobody can say that 95 % of patients improve.",
        "95 in 100 people improved [@a].", "There is no success rate of 90 %.",
        "11 in 100 adults have it.",
    ],
    "breakthrough": ["A drug for breakthrough pain.", "It is not a breakthrough."],
    "proven": ["Ask for better proven care.", "It is not proven.", "The cells are unproven.", "No proof that it works was found.",
               "Physical therapy is proven to help."],
    "regrow": ["The cells repaired discs in rats [@a].", "It heals on its own, and the disc shrinks.",
        "Researchers hope that cells repair discs one day [@a].",
        "There is no good proof that the cells repair discs.", "They do not regrow bone.",
        "We found no study, test or trial that shows that cells repair discs.",
        "Surgery can repair a torn disc.",
    ],
    "better-than-surgery": ["Many felt better after surgery.", "It is not better than surgery.", "No study shows it is safer than steroids."],
    "many-diseases": ["Cells were tried in autism, ALS, lupus and diabetes [@a].",
        "It is no treatment for autism, ALS, lupus and diabetes.", "Diabetes, stroke and lupus.",
        "Autism. ALS.\n\nLupus. Stroke.",
    ],
    "promised-outcome": ["You can ask for your results.", "People can expect less pain [@a].", "You can say no and start again.",
        "You will not notice a difference.", "Exercise can lead to less pain.", "You can say no.",
        "Nobody knows if you will walk better again.",
    ],
    "people-counted": ["You pay 20 % of the bill.", "Interest is 9 %.", "A deposit of 50 percent.", "40 % had it [@a].", "We do not know if 40 % had it."],
    "lent-approval": ["ClinicalTrials.gov NCT02412735.", "Being FDA-registered is not approval [@a].", "It is not FDA-registered."],
    "superlative": ["Find the best treatment for you.", "Athletes were studied [@a].", "Ask for the best way to sit.", "We are not the most advanced clinic."],
    "others-run-down": ["Steroids wear off [@a].", "The cells were tried without surgery [@a].", "Cells are not an alternative to surgery.", "With or without surgery, ask about the cells.", "Many people get better without surgery.", "You can talk about surgery."],
    "anecdote": ["It is not known if she felt better.", "She felt better [@a].", "People had to walk for a test.", "Nobody was in pain.", "The pain went away at home."],
    "hedge-as-praise": ["It is promising, but larger trials are needed [@a].", "Results vary from person to person.",
        "Weigh the potential benefits and harms.", "They have the potential to become bone.", "This is not promising."],
    "slogan": ["It will not get your life back.", "You do not deserve pain."],
    "bait-price": ["There is no discount.", "The price is $4,000."],
    "coverage-promise": ["Medicare pays for transplants [@a].", "Find out what your plan pays for.", "It is not covered by Medicare.", "Most insurance plans do not pay.",
                         "Ask your plan what it pays for."],
    "pressure": ["Do not wait to call.", "Do not wait for a call back.", "Call us if you have fever."],
    "testimonial": ["They rely on patient testimonials.", "We show no testimonials."],
    "natural": ["Natural cells were used [@a].", "The natural course is slow.", "Natural does not mean good."],
    "science-as-praise": ["It is not clear what the studies show.", "Studies show less pain [@a].", "No study shows less pain."],
    "effect-without-source": ["This list helps you decide about the treatment.", "Heat eases pain.",
        "Stem cells ease back pain [@a].", "Nobody knows if stem cells ease pain.",
        "We do not know if the shots help.", "Exercise eases pain.", "Do these shots help?",
    ],
}  # fmt: skip


def rules_in(text, language="en", world=World.ELSEWHERE):
    return {claim.rule for claim in claims_in(text, language, world)}


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule, texts in FOUND.items() for text in texts]
)
def test_it_is_found(rule, text):
    assert rule in rules_in(text)


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule, texts in LET_PASS.items() for text in texts]
)
def test_it_passes(rule, text):
    assert rule not in rules_in(text)


def test_the_case_of_the_replaced_risks():
    assert rules_in("Stem cells always help. Everybody gets better.") >= {
        "promised-outcome", "effect-without-source",
    }  # fmt: skip


def test_the_case_of_the_false_note():
    note = (
        "95 % of patients improve, guaranteed. Our FDA-approved cells cure stenosis. "
        "We are endorsed by the network."
    )

    assert rules_in(note) >= {"success-number", "guarantee", "fda-approved", "cure"}
