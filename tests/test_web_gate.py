"""The gate in front of the routes: each is in the table, and none is there twice."""

from ipdoc.domain.access import RULES
from ipdoc.web.gate import FOR_EVERYBODY, OPEN_TO_ALL, ROUTES
from tests.webclient import a_site


def test_every_route_stands_in_the_table_or_is_open_on_purpose(tmp_path):
    with a_site(tmp_path, vault=False) as site:
        endpoints = set(site.app.view_functions)
        blueprints = {name: name.partition(".")[0] for name in endpoints}
    open_to_all = {name for name in endpoints if blueprints[name] in OPEN_TO_ALL}
    assert set(ROUTES) | FOR_EVERYBODY | open_to_all == endpoints
    assert not set(ROUTES) & (FOR_EVERYBODY | open_to_all)


def test_a_route_of_a_case_is_for_an_act_on_a_case_and_the_others_are_not(tmp_path):
    with a_site(tmp_path, vault=False) as site:
        rules = [one for one in site.app.url_map.iter_rules() if one.endpoint in ROUTES]
    for rule in rules:
        on_a_case = RULES[ROUTES[rule.endpoint]].parts is not None
        assert on_a_case == ("case_id" in rule.arguments), rule


def test_a_route_that_is_not_in_the_table_is_shut(tmp_path):
    with a_site(tmp_path) as site:
        site.app.add_url_rule("/forgotten", "forgotten", lambda: "seen")
        site.unlock()
        page = site.browser.page("/forgotten", status=403)
        assert "seen" not in page.text
        assert "open to nobody" in page.text
