"""The people of the demo: who they are, where they live, and who of them signs in."""

from dataclasses import dataclass

from amends.accounts.models import Person
from amends.accounts.people import person_id
from amends.core.parties import Party, Role
from amends.orders.intake.order import PersonBody

SLUG = "lumen-bazaar"
# Everybody's password in a demo, which only this machine can reach unless it is told otherwise.
WORD = "lantern-harbour"


@dataclass(frozen=True, slots=True)
class Someone:
    """One person of the demo, with the address where goods go."""

    login: str
    name: str
    locale: str
    zone: str
    street: str
    postal_code: str
    city: str
    country: str

    @property
    def id(self) -> str:
        """Our id of the person."""
        return person_id(SLUG, self.login)

    def party(self, role: Role) -> Party:
        """The person as one who acts."""
        return Party(role, self.id)

    def body(self) -> PersonBody:
        """What the marketplace says of the person."""
        email = f"{self.login}@bazaar.example"
        return PersonBody(
            id=self.login, name=self.name, locale=self.locale, tz=self.zone, email=email
        )


ANA = Someone(
    *("ana", "Ana Sousa", "pt-PT", "Europe/Lisbon"),
    *("Rua das Flores 12, 3.º", "1200-195", "Lisboa", "PT"),
)
DIEGO = Someone(
    *("diego", "Diego Rojas", "es-ES", "Europe/Madrid"),
    *("Calle del Pez 8", "28004", "Madrid", "ES"),
)
OLGA = Someone(
    *("olga", "Olga Petrova", "ru-RU", "Europe/Moscow"),
    *("ul. Pokrovka 4, kv. 17", "101000", "Moskva", "RU"),
)
OMAR = Someone(
    *("omar", "Omar Haddad", "ar-EG", "Africa/Cairo"),
    *("26 July Street 40", "11511", "Cairo", "EG"),
)
CLAIRE = Someone(
    *("claire", "Claire Martin", "fr-FR", "Europe/Paris"),
    *("5 rue de la Lune", "75002", "Paris", "FR"),
)
BUYERS = (ANA, DIEGO, OLGA, OMAR, CLAIRE)
SELLER = Someone(
    *("lumen", "Lumen Lamps", "en", "Asia/Shanghai"),
    *("Huaqiang North Road 101", "518031", "Shenzhen", "CN"),
)
MIRA = Party(Role.MEDIATOR, person_id("", "mira"))
OSCAR = Party(Role.OPERATOR, person_id("", "oscar"))


def let_sign_in() -> None:
    """Give the buyers, the seller and the staff of the demo the word of the demo."""
    for someone in (*BUYERS, SELLER):
        for person in Person.objects.filter(id=someone.id):
            give_login(person, someone.login)
    let_staff_sign_in()


def let_staff_sign_in() -> None:
    """Add the mediator and the operator, who belong to no marketplace."""
    for party, login, name in ((MIRA, "mira", "Mira Kovač"), (OSCAR, "oscar", "Oscar Lindqvist")):
        staff, _ = Person.objects.get_or_create(
            id=party.id,
            defaults={
                "reference": login,
                "name": name,
                "zone": "Europe/Paris",
                "is_mediator": party.role is Role.MEDIATOR,
                "is_operator": party.role is Role.OPERATOR,
            },
        )
        give_login(staff, login)


def give_login(person: Person, login: str) -> None:
    """Let a person sign in with the word of the demo."""
    person.login = login
    person.set_password(WORD)
    person.save()
