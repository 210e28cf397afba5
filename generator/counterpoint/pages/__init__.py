"""What each page shows: from the linked site to frozen views, one module for each kind of page. No HTML is made here."""
