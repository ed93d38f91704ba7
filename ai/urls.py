from ai import views
from jobhunt.lib.api import route

ID = r"(?P<pk>[^/]+)"

app_name = "ai"
urlpatterns = [
    route("ai", views.studio, name="studio"),
    route(r"ai/write/(?P<kind>[a-z_]+)", views.stream, name="stream"),
    route(f"ai/{ID}", views.generation, name="generation"),
    route(f"ai/{ID}/attach", views.attach, name="attach"),
    route(f"ai/{ID}/mail", views.mail_text, name="mail"),
    route(f"resumes/{ID}/match", views.resume_match, name="resume-match"),
]
