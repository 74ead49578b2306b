"""The road itself: places, lanes, offices, calendars, and which lane a consignment takes."""
