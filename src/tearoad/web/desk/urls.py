"""The addresses of the desks."""

from django.urls import path

from tearoad.web.desk import capture, claims, duty, exceptions, item_forms, items, papers, queue, station, views

urlpatterns = [
    path("parcels", views.parcels, name="parcels"),
    path("parcels/<str:parcel_id>", views.parcel, name="parcel"),
    path("payments", views.payments, name="payments"),
    path("declarations/<str:parcel_id>", views.declaration, name="declaration"),
    path("items", queue.listed, name="items"),
    path("items/new", capture.capture, name="capture_item"),
    path("items/undeclared", capture.undeclared, name="undeclared_items"),
    path("items/<str:declaration_id>", items.one, name="item"),
    path("items/<str:declaration_id>/reports", items.reported, name="report_item"),
    path("items/<str:declaration_id>/names", items.named, name="item_names"),
    path("items/<str:declaration_id>/form.pdf", item_forms.form, name="item_form"),
    path("items/<str:declaration_id>/names.pdf", items.whole_form, name="item_whole_form"),
    path("items/<str:declaration_id>/documents", papers.added, name="item_documents"),
    path("items/<str:declaration_id>/documents/<int:number>", papers.opened, name="item_document"),
    path("items/<str:declaration_id>/link", papers.linked, name="item_link"),
    path("items/<str:declaration_id>/pay", duty.pay_as_sender, name="pay_item"),
    path("post/scan", station.station, name="scan_station"),
    path("post/exceptions", exceptions.listed, name="scan_exceptions"),
    path("post/exceptions/<str:aside_id>", exceptions.looked_at, name="scan_looked_at"),
    path("post/claims", claims.listed, name="claims"),
    path("post/claims/<str:claim_id>", claims.answered, name="claim_answer"),
    path("orders/<str:order_id>/parcels/<str:parcel_id>/claims", claims.opened, name="open_claim"),
    path("orders/<str:order_id>/claims/<str:claim_id>/withdrawal", claims.withdrawn, name="withdraw_claim"),
    path("duty", duty.duty, name="duty"),
    path("duty/pay", duty.pay_by_code, name="pay_duty"),
]
