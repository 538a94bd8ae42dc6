from django.urls import path

from . import first_keys, keys, views

app_name = "account"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/question/", views.question, name="question"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("touch/", views.touch, name="touch"),
    path("touch/question/", views.touch_question, name="touch_question"),
    path("enrol/", keys.enrol, name="enrol"),
    path("enrol/question/", keys.enrol_question, name="enrol_question"),
    path("link/<str:token>/", first_keys.link, name="link"),
    path("emergency/", first_keys.emergency, name="emergency"),
    path("emergency/codes/", first_keys.my_codes, name="codes"),
    path("keys/", keys.keys, name="keys"),
    path("keys/question/", keys.question, name="key_question"),
    path("keys/<int:pk>/", keys.key, name="key"),
    path("sessions/", views.sessions_of_mine, name="sessions"),
]
