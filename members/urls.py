from django.urls import path

from . import views

urlpatterns = [
    path("members/", views.member_list, name="member_list"),
    path("members/members.csv", views.members_csv, name="members_csv"),
]
