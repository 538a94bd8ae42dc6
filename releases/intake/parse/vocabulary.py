"""Words that tell a body from a person, and an office from either."""


def listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTICLES = listed(
    "de la las los del della di da das do dos du des d’ d' van der den ter ten von zu zum zur y e bin ibn bint al el ul"
)

ORGANISATIONS = listed("""
    academy action advocates africa agency alliance america amnesty asia asian association associates board brotherhood
    bureau camp camps campaign center centre christian church citizens coalition college commission committee concern
    congress corps council defectors democracy department development division embassy federation forum foundation
    freedom friends frontiers front fund funds global government group guild hotline house human inquiry initiative
    institute institution international jubilee justice korea korean lawyers league liberty ministry mission mothers
    movement museum nations national network north office organisation organization parliament partners partnership
    party peace people people's planet prisoners programme program project radio refugees relief research rescue
    resistance rights school secretariat service society solidarity south students survivors syndicate task team trust
    tribunal union united university victims voices volunteers watch witness women women's workers world worldwide youth
""")

TITLES = listed("""
    activist adviser advisor ambassador analyst assistant associate attorney author campaigner chair chairman
    chairperson chairwoman chief co-chair co-director co-founder commissioner consultant coordinator co-ordinator
    counsel deputy director editor envoy executive expert fellow founder head judge lawyer lead leader lecturer manager
    member minister negotiator officer organiser organizer pastor president producer professor rapporteur recipient
    representative researcher scholar secretary secretary-general senior specialist spokesman spokesperson spokeswoman
    survivor treasurer trustee vice vice-president visiting winner writer
""")

# After "of", these name a field of work, not a body.
FIELDS = listed("""
    advocacy affairs asia africa communications campaigns development education finance investigations law media
    operations policy press programmes programs relations research sociology studies staff
""")
