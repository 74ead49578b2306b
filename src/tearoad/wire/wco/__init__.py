"""WCO Data Model 3.6: declarations and notifications, read safely, judged by their schemas, and written."""
