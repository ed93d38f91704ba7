"""Pages of resumes: the list with its upload, one resume, its file and picture."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from jobhunt.lib.ratelimit import limited
from jobhunt.lib.scoping import get_for_user_or_404
from resumes import services
from resumes.forms import ResumeForm, UploadForm
from resumes.matching.analysis import ResumeFacts, analyse
from resumes.models import Resume, ResumePicture
from resumes.presenting import facts_of
from resumes.services.changing import may_change
from resumes.serving import pdf_response

PAGE_SIZE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload")
def resume_list(request: HttpRequest) -> HttpResponse:
    """The team's resumes; POST uploads one."""
    form = UploadForm()
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            resume = services.upload_resume(
                request.user,
                form.cleaned_data["file"],
                title=form.cleaned_data["title"],
            )
            messages.success(request, _("Uploaded. Its text is being read."))
            return redirect("resumes:resume-detail", resume.pk)
    resumes = (
        Resume.objects.for_user(request.user)  # type: ignore[arg-type]
        .select_related("user")
        .order_by("archived", "-id")
    )
    page = Paginator(resumes, PAGE_SIZE).get_page(request.GET.get("page"))
    status = 400 if form.is_bound and form.errors else 200
    context = {"page": page, "form": form}
    return render(request, "resumes/list.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def resume_detail(request: HttpRequest, pk: str) -> HttpResponse:
    """What a parser sees beside what a person sees; POST changes the facts."""
    resume = get_for_user_or_404(Resume, request.user, pk)  # type: ignore[arg-type]
    form = ResumeForm.of(resume)
    if request.method == "POST":
        form = ResumeForm(request.POST)
        if form.is_valid():
            services.update_resume(request.user, resume, form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("resumes:resume-detail", resume.pk)
    facts = facts_of(resume)
    context = {
        "resume": resume,
        "form": form,
        "content": facts.content,
        "parsed": facts.parsed or {},
        "sections": _sections(facts),
        "analysis": analyse(facts, None, now=timezone.now()),
        "has_picture": ResumePicture.objects.filter(pk=resume.pk).exists(),
        "may_change": may_change(request.user, resume),
    }
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "resumes/detail.html", context, status=status)


def _sections(facts: ResumeFacts) -> list[tuple[str, str]]:
    labels = {
        "summary": _("Summary"),
        "experience": _("Experience"),
        "education": _("Education"),
        "skills": _("Skills"),
        "projects": _("Projects"),
        "certifications": _("Certifications"),
        "languages": _("Languages"),
        "other": _("Other"),
    }
    texts: dict[str, Any] = (facts.parsed or {}).get("sections") or {}
    return [(labels[key], text) for key, text in texts.items() if text]


@require_safe
def resume_download(request: HttpRequest, pk: str) -> HttpResponseBase:
    return pdf_response(request, get_for_user_or_404(Resume, request.user, pk))  # type: ignore[arg-type]


@require_safe
def resume_picture(request: HttpRequest, pk: str) -> HttpResponse:
    resume = get_for_user_or_404(Resume, request.user, pk)  # type: ignore[arg-type]
    picture = ResumePicture.objects.filter(pk=resume.pk).first()
    if picture is None:
        raise Http404
    response = HttpResponse(bytes(picture.png), content_type="image/png")
    response["Cache-Control"] = "private, max-age=86400"
    return response


@require_POST
def resume_default(request: HttpRequest, pk: str) -> HttpResponse:
    resume = get_for_user_or_404(Resume, request.user, pk)  # type: ignore[arg-type]
    services.update_resume(request.user, resume, {"is_default": True})
    messages.success(request, _("This is the default resume now."))
    return redirect("resumes:resume-detail", resume.pk)


@require_POST
def resume_archive(request: HttpRequest, pk: str) -> HttpResponse:
    """Archives a resume, or takes it back."""
    resume = get_for_user_or_404(Resume, request.user, pk)  # type: ignore[arg-type]
    archived = not resume.archived
    services.update_resume(request.user, resume, {"archived": archived})
    text = _("Archived.") if archived else _("Back in the list.")
    messages.success(request, text)
    return redirect("resumes:resume-detail", resume.pk)


@require_POST
def resume_delete(request: HttpRequest, pk: str) -> HttpResponse:
    resume = get_for_user_or_404(Resume, request.user, pk)  # type: ignore[arg-type]
    services.delete_resume(request.user, resume)
    messages.success(request, _("Resume deleted."))
    return redirect("resumes:resume-list")
