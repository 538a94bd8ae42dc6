from django.urls import path

from . import enrolment, passkey_views, views

app_name = "account"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/question/", views.sign_in_options, name="sign_in_options"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("touch/", views.reauthenticate, name="reauthenticate"),
    path("touch/question/", views.reauthentication_options, name="reauthentication_options"),
    path("sessions/", views.own_sessions, name="sessions"),
    path("enrol/", enrolment.enrol, name="enrol"),
    path("enrol/question/", enrolment.enrolment_options, name="enrolment_options"),
    path("link/<str:token>/", enrolment.invitation, name="invitation"),
    path("emergency/", enrolment.emergency_code, name="emergency_code"),
    path("emergency/codes/", passkey_views.emergency_codes, name="emergency_codes"),
    path("keys/", passkey_views.passkeys, name="passkeys"),
    path("keys/question/", passkey_views.passkey_options, name="passkey_options"),
    path("keys/<int:pk>/", passkey_views.passkey, name="passkey"),
]
