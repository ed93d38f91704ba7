"""The sign-in family: login, register, passwords, logout."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import forms
from accounts.models import User
from accounts.requests import count_login
from accounts.services import passwords, registration, sessions
from jobhunt.lib.errors import DomainError, NotAllowed, NotSignedIn
from jobhunt.lib.ratelimit import client_ip, limited
from jobhunt.lib.views import add_error

BACKEND = "django.contrib.auth.backends.ModelBackend"


def onward(request: HttpRequest, fallback: str = settings.LOGIN_REDIRECT_URL) -> str:
    """Where to go next: an address of our own host, else the fallback."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        target, {request.get_host()}, require_https=request.is_secure()
    )
    return target if safe and target.startswith("/") else fallback


def enter(request: HttpRequest, user: User) -> None:
    """Sign a browser in (accounts.receivers keeps its session as a row)."""
    if request.user.is_authenticated:
        logout(request)
    login(request, user, backend=BACKEND)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is a form with errors, too."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: HttpRequest, template: str, form: django_forms.Form, **context: Any
) -> HttpResponse:
    """The form's page: 400 with what was typed once there are errors."""
    status = 400 if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login_page(request: HttpRequest) -> HttpResponse:
    """Also for who is signed in: another account can be entered."""
    form = forms.LoginForm(
        posted(request), initial={"next": request.GET.get("next", "")}
    )
    if request.method == "POST":
        name = request.POST.get("username", "")
        count_login(request, name)
        if form.is_valid():
            try:
                user = sessions.verify_credentials(
                    name, form.cleaned_data["password"], ip=client_ip(request)
                )
            except NotSignedIn as error:
                form.add_error(None, error.message)
            else:
                enter(request, user)
                return redirect(onward(request))
    return form_page(request, "accounts/login.html", form)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@limited("register")
def register_page(request: HttpRequest) -> HttpResponse:
    form = forms.RegisterForm(
        posted(request), initial={"next": request.GET.get("next", "")}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = registration.register(
                email=data["email"],
                password=data["password"],
                full_name=data["full_name"],
                team_name=data["team_name"] or None,
            )
        except NotAllowed:
            raise
        except DomainError as error:
            add_error(form, error)
        else:
            enter(request, user)
            messages.success(request, _("Welcome! Your account is ready."))
            return redirect(onward(request))
    return form_page(request, "accounts/register.html", form)


@require_POST
def logout_view(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("forgot")
def forgot_page(request: HttpRequest) -> HttpResponse:
    form = forms.ForgotForm(posted(request))
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        passwords.forget_password(email)
        return render(request, "accounts/forgot_sent.html", {"email": email})
    return form_page(request, "accounts/forgot.html", form)


@login_not_required
@never_cache
@sensitive_post_parameters("new_password")
@require_http_methods(["GET", "HEAD", "POST"])
@limited("reset")
def reset_page(request: HttpRequest) -> HttpResponse:
    token = request.POST.get("token") or request.GET.get("token") or ""
    form = forms.ResetForm(posted(request), initial={"token": token})
    if request.method == "POST" and form.is_valid():
        try:
            passwords.reset_password(token, form.cleaned_data["new_password"])
        except DomainError as error:
            add_error(form, error)
        else:
            messages.success(request, _("Your password is changed. Please log in."))
            return redirect("accounts:login")
    usable = passwords.reset_of(token) is not None
    return form_page(request, "accounts/reset.html", form, usable=usable)
