from django.test import Client


def test_form_without_its_token_says_what_to_do():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "did not come from a form" in response.text
    assert "sign in first" not in response.text
