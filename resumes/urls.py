from jobhunt.lib.api import route
from resumes import views

ID = r"(?P<pk>[^/]+)"

app_name = "resumes"
urlpatterns = [
    route("resumes", views.resume_list, name="resume-list"),
    route(f"resumes/{ID}", views.resume_detail, name="resume-detail"),
    route(f"resumes/{ID}/download", views.resume_download, name="resume-download"),
    route(f"resumes/{ID}/picture", views.resume_picture, name="resume-picture"),
    route(f"resumes/{ID}/default", views.resume_default, name="resume-default"),
    route(f"resumes/{ID}/archive", views.resume_archive, name="resume-archive"),
    route(f"resumes/{ID}/delete", views.resume_delete, name="resume-delete"),
]
