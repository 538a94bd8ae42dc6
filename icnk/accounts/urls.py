from django.urls import path

from . import enrolment_views, passkey_views, views

app_name = "account"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/question/", views.question, name="question"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("touch/", views.touch, name="touch"),
    path("touch/question/", views.touch_question, name="touch_question"),
    path("enrol/", passkey_views.enrol, name="enrol"),
    path("enrol/question/", passkey_views.enrol_question, name="enrol_question"),
    path("link/<str:token>/", enrolment_views.link, name="link"),
    path("emergency/", enrolment_views.emergency, name="emergency"),
    path("emergency/codes/", enrolment_views.my_codes, name="codes"),
    path("keys/", passkey_views.keys, name="keys"),
    path("keys/question/", passkey_views.question, name="key_question"),
    path("keys/<int:pk>/", passkey_views.key, name="key"),
    path("sessions/", views.sessions_of_mine, name="sessions"),
]
