"""The desks of those who work on the road: parcels, payments and declarations of whom they serve."""
