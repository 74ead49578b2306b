"""The addresses of the shop."""

from django.urls import path

from tearoad.web.shop import basket, checkout, finding, orders, paying, product, wallet

urlpatterns = [
    path("shop", finding.finding, name="shop"),
    path("shop/<str:model>", product.product, name="product"),
    path("offers/<str:sku>/reasons", product.reasons, name="reasons"),
    path("town", basket.town, name="town"),
    path("basket", basket.basket, name="basket"),
    path("basket/add", basket.add, name="add"),
    path("basket/change", basket.change, name="change"),
    path("checkout", checkout.checkout, name="checkout"),
    path("orders", orders.orders, name="my_orders"),
    path("orders/<str:order_id>", orders.order, name="my_order"),
    path("orders/<str:order_id>/pay", paying.pay, name="pay"),
    path("orders/<str:order_id>/cancel", orders.cancel, name="cancel"),
    path("orders/<str:order_id>/confirm/<str:parcel_id>", orders.confirm, name="confirm"),
    path("wallet", wallet.wallet, name="wallet"),
    path("wallet/fill", wallet.fill, name="fill_wallet"),
    path("track", orders.tracking, name="tracking"),
]
