from accounts.api import auth
from accounts.api.teams import TeamViewSet
from jobhunt.lib.api import OptionalSlashRouter, route

router = OptionalSlashRouter()
router.register("auth/sessions", auth.SessionViewSet, basename="session")
router.register("teams", TeamViewSet, basename="team")

urlpatterns = [
    route("auth/login", auth.LoginView.as_view(), name="login"),
    route("auth/register", auth.RegisterView.as_view(), name="register"),
    route("auth/refresh", auth.RefreshView.as_view(), name="refresh"),
    route("auth/logout", auth.LogoutView.as_view(), name="logout"),
    route("auth/me", auth.MeView.as_view(), name="me"),
    route(
        "auth/change-password",
        auth.ChangePasswordView.as_view(),
        name="change-password",
    ),
    route(
        "auth/forgot-password",
        auth.ForgotPasswordView.as_view(),
        name="forgot-password",
    ),
    route(
        "auth/reset-password", auth.ResetPasswordView.as_view(), name="reset-password"
    ),
    *router.urls,
]
